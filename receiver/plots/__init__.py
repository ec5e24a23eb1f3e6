"""Pictures from values: pure, no files and no clock.

They need matplotlib, the extra `plots`; `canvas.check` says whether it is there.
"""
