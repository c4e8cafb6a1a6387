"""The slow twin of the engine: one member of the model in plain Python, on the same random numbers.

One module a mechanism, named as in src/mechanisms; a day is day.one_day. Not in it: priors (point values only),
acts given after the start, changes by what-ifs, counts with means of 500 and above.
"""
