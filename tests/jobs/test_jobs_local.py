"""Jobs in local processes: every unit has one outcome, whatever becomes of its process."""

import os
import time

import pytest

from chores import Chores, Shouted, SlowToStop
from declass.jobs.local import LocalRunner, StandingRunner


def outcomes(units, workers=2, **options):
    return {o.unit: o for o in LocalRunner(workers, **options).run(Chores(), units)}


def test_every_unit_has_one_outcome():
    units = [f"unit {n}" for n in range(40)]
    done = list(LocalRunner(2).run(Chores(), iter(units)))
    assert sorted(o.unit for o in done) == sorted(units)
    assert all(o.result == o.unit.upper() and not o.reason for o in done)


def test_no_units_start_no_process():
    assert outcomes([]) == {}


@pytest.mark.parametrize(("poison", "word"), [("die", "signal 9"), ("exit", "code 7")])
def test_a_dying_process_costs_only_its_unit(poison, word):
    done = outcomes(["a", poison, "b", "c", "d"])
    assert {u for u, o in done.items() if o.result} == {"a", "b", "c", "d"}
    assert done[poison].crashed
    assert word in done[poison].reason


def test_a_hanging_process_is_killed_and_the_rest_goes_on():
    done = outcomes(["hang", "a", "b"], workers=1, stall_s=1.5)
    assert done["hang"].crashed
    assert "no sign of life" in done["hang"].reason
    assert done["b"].result == "B"


def test_beats_keep_a_slow_unit_alive_and_are_counted():
    parts = []
    done = list(LocalRunner(1, stall_s=1.5).run(Chores(), ["warm", "slow"], parts.append))
    assert [o.result for o in done] == ["WARM", "SLOW"]
    assert sum(parts) == 4


def test_bad_input_keeps_its_remedy_and_a_fault_names_its_line():
    done = outcomes(["bad input", "fault"])
    assert (done["bad input"].reason, done["bad input"].remedy) == ("page 3 is torn", "Scan it again.")
    assert "ZeroDivisionError" in done["fault"].reason
    assert "chores.py" in done["fault"].reason
    assert not done["fault"].crashed


def test_leaving_early_kills_what_is_at_work():
    run = LocalRunner(2).run(Chores(), ["a", "hang", "b", "c"])
    next(run)
    started = time.monotonic()
    run.close()
    assert time.monotonic() - started < 5


def test_a_queue_may_grow_by_what_its_units_find():
    waiting, found = ["a"], []

    def queue():
        while waiting or len(found) < 3:
            yield waiting.pop() if waiting else None

    for outcome in LocalRunner(2).run(Chores(), queue()):
        found.append(outcome.result)
        if len(found) < 3:
            waiting.append(f"from {outcome.result}")
    assert found == ["A", "FROM A", "FROM FROM A"]


def test_at_the_end_all_stop_at_once_and_each_is_waited_for(tmp_path):
    told = tmp_path / "told"
    run = LocalRunner(3).run(SlowToStop(stopped=str(told)), ["a", "b", "c"])
    for _ in range(3):
        next(run)
    started = time.monotonic()
    assert list(run) == []
    assert told.read_text() == "stopped\n" * 3
    assert time.monotonic() - started < 2 * 1.5


def asked(runner, units):
    """Processes that did these units."""
    return {o.result.split()[-1] for o in runner.run(Chores(), units)}


def alive(pid):
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True


def test_standing_processes_are_kept_from_run_to_run_and_end_with_the_block():
    with StandingRunner(1) as runner:
        first = asked(runner, ["who"])
        assert asked(runner, ["who", "who else"]) == first
        assert all(map(alive, first))
    assert not any(map(alive, first))


def test_a_standing_process_that_died_is_replaced_in_the_same_run_and_the_next():
    with StandingRunner(1) as runner:
        first = asked(runner, ["who"])
        done = {o.unit: o for o in runner.run(Chores(), ["die", "who"])}
        assert done["die"].crashed
        assert {done["who"].result.split()[-1]} == asked(runner, ["who"])
        assert {done["who"].result.split()[-1]} != first


def test_leaving_a_standing_run_early_ends_what_is_at_work_and_the_next_run_starts_anew():
    with StandingRunner(2) as runner:
        run = runner.run(Chores(), ["a", "hang", "b"])
        next(run)
        run.close()
        started = time.monotonic()
        assert {o.result for o in runner.run(Chores(), ["c", "d"])} == {"C", "D"}
        assert time.monotonic() - started < 20


def test_standing_processes_take_up_another_job():
    with StandingRunner(1) as runner:
        assert [o.result for o in runner.run(Chores(), ["a"])] == ["A"]
        assert [o.result for o in runner.run(Shouted(), ["a"])] == ["A!"]
