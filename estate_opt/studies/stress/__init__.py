"""Stress: how a plan fares if activity, populations or unknown values are other than assumed."""
