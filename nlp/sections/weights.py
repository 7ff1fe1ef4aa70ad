"""The model of parts that is shipped: for each figure its weight for introduction, methods, findings, discussion.

Written by `python -m thirdorder.evaluation.benchmarks.parts PAPERS --train`.
"""

INTERCEPTS = (1.494, 2.737, 0.860, -5.091)
WEIGHTS: dict[str, tuple[float, float, float, float]] = {
    "made": (-1.148, 4.131, -1.577, -1.406),
    "told": (-1.040, -1.914, 3.614, -0.660),
    "literature": (1.348, -1.477, -0.651, 0.779),
    "agrees": (-0.335, -0.131, -0.313, 0.779),
    "ours": (0.327, -0.274, -1.312, 1.260),
    "limits": (0.337, -0.965, -0.864, 1.492),
    "hedges": (0.585, -1.354, 0.042, 0.728),
    "aims": (0.422, -0.695, -0.602, 0.874),
    "world": (0.873, -0.688, -0.312, 0.128),
    "counted": (-0.257, -1.241, 1.849, -0.351),
    "shown": (-1.891, 0.149, 2.130, -0.388),
    "theme": (-0.906, 1.348, 0.404, -0.847),
    "named": (-0.361, -0.400, 1.059, -0.299),
    "cited": (1.815, 0.133, -2.628, 0.679),
    "speech": (-0.019, -0.883, 1.456, -0.554),
    "first_person": (-0.065, -1.495, 2.339, -0.778),
    "quotes": (-0.246, -0.750, 1.477, -0.480),
    "place": (-5.022, -1.190, 0.834, 5.378),
    "place_squared": (1.932, -2.123, -2.871, 3.062),
}
