"""Tests of h5kit.records."""
