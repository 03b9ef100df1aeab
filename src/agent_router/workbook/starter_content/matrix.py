"""The risk matrix as shipped: product of impact and likelihood in three blast radiuses."""

LEVEL_HEADERS = ("Level", "Impact is called", "Impact means", "Likelihood is called", "Likelihood means")
LEVELS: tuple[tuple[int, str, str, str, str], ...] = (
    (1, "Negligible", "At worst a report is wrong. Nothing that anybody uses is different.",
     "Hardly", "Little is touched; a mistake is seen at a glance."),
    (2, "Minor", "One team loses some hours; it is put right the same day.",
     "Possible", "A careful reviewer can still miss something."),
    (3, "Noticeable", "Users, customers or another team notice; it is put right within days.",
     "Likely", "Too much or too delicate to be seen by looking; only tests would tell."),
    (4, "Serious", "It cannot simply be undone, or several teams lose days.",
     "Expected", "The same kind of work has gone wrong here before."),
    (5, "Severe", "Money, personal data, security, or what customers are told is at stake.",
     "Almost certain", "It went wrong in most earlier attempts."),
)  # fmt: skip
"""Level, what impact is called and means, what likelihood is called and means."""

GRID: dict[int, tuple[str, str, str, str, str]] = {
    5: ("Medium", "Medium", "High", "High", "High"),
    4: ("Low", "Medium", "High", "High", "High"),
    3: ("Low", "Medium", "Medium", "High", "High"),
    2: ("Low", "Low", "Medium", "Medium", "Medium"),
    1: ("Low", "Low", "Low", "Low", "Medium"),
}
"""Impact level: blast radius at likelihood 1 to 5."""

ACTION_HEADERS = ("Blast radius", "Shown in", "Required action")
ACTIONS = (
    ("Low", "green", "May start with a contract. Reading broadly is welcome."),
    (
        "Medium",
        "amber",
        ("Folders, test command, way back and a reviewer are named before the start. Changes need approval."),
    ),
    ("High", "red", "Needs a written acceptance plan before the start; without one a person leads the work."),
)
AXIS_READING = "equal steps"
