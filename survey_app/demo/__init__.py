"""The demo department: fictional schools in real communes, with answers that behave like real ones.

It is filled through the same doors as everything else: units by a units file, campaigns by opening them, answers by
`collecting.responses`. Nothing outside this package knows that it exists.
"""
