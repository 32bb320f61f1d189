# SPDX-License-Identifier: EUPL-1.2
"""What would happen if forums worked otherwise: a discrete-event simulation on the municipality's own signals.

`model` is the engine and knows neither Django nor the municipality; `reading` takes the signals out of the database without anybody's
name, `scenarios` makes forums of profiles, `results` sums up, `plots` draws. docs/what-if.md tells the method and its assumptions.
"""
