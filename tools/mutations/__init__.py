"""Mutation testing of `flow/`, `steps/` and `entry/`: does a test fail when the code changes?"""
