"""Tests of the sandbox carrier."""
