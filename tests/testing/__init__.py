"""Tests of what partners test with."""
