"""Problem files with places to fill in."""

COUNT = """
title: Count
cells:
  cell:
{cell}
items:
  - id: a
    prompt: Count.
    shapes:
{shapes}
    ask: count of {of}
    points:
      total: 1
"""


RNN = """\
title: A small network
cells:
  rnn:
    h[t]: relu(V*h[t-1] + W*x[t])
items:
  - id: a
    prompt: For {{cell}} and {{given}} compute `h[2]`.
    given:
      V: -1
      W: 2
      h[0]: 1
      x: [2, 1]
    vary:
      V: -3..2
      W: 1..3
      x: 0..3
{more}    ask: {ask}
    points:
      all: 1
{items}"""
