"""Runs a step over many units in local processes."""
