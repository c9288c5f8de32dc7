"""Every setting of declass, with its unit, its default and one sentence."""
