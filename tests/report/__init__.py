"""Tests of h5kit.report."""
