"""Mutation testing of the rooms that decide: does a test fail when the code is changed?"""
