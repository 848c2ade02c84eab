"""Tests of the number directory."""
