-- Readers for wrk: each asks for a page of its own choice after another, none of them made before.
-- ADDRESSES: a file, one a line; FRESH: "1" = a new address at every visit.
local addresses, visits, threads = {}, 0, 0
for line in io.lines(os.getenv("ADDRESSES")) do addresses[#addresses + 1] = line end
local fresh = os.getenv("FRESH") == "1"

function setup(thread)
  thread:set("id", threads)
  threads = threads + 1
end

function init()
  math.randomseed(id * 7919 + 13)
end

function request()
  visits = visits + 1
  local address = addresses[math.random(#addresses)]
  if fresh then
    address = address .. (address:find("?", 1, true) and "&" or "?") .. "visit=" .. id .. "-" .. visits
  end
  return wrk.format("GET", address, {["accept-encoding"] = "gzip"})
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("%d readers by wrk: %.0f pages/s  p50 %.0f ms  p95 %.0f ms  p99 %.0f ms  errors %d\n",
    tonumber(os.getenv("READERS")), summary.requests / (summary.duration / 1e6),
    latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
