"""The table that tests/repo/test_routes.py plays: each endpoint and the personas it answers, for things in Social."""

ANNA, BENT, CARLA, DORTE, ERIK, FRIDA, GERT = "anna", "bent", "carla", "dorte", "erik", "frida", "gert"
"""Gert is a manager in Børn og Kultur: lists open for him, what lies in Social does not."""
EVERYBODY = {ANNA, BENT, CARLA, DORTE, ERIK, FRIDA, GERT}
READERS = {ANNA, BENT, CARLA, DORTE}
LISTS = READERS | {GERT}
REPORTS = {ANNA, BENT, CARLA, DORTE, ERIK, GERT}

OPEN = {"static", "auth.sign_in", "auth.sign_in_now", "health.alive", "health.ready"}

READS: dict[str, set[str]] = {
    "home.show": EVERYBODY,
    "auth.password": EVERYBODY,
    "activity.list": LISTS,
    "activity.show": READERS,
    "activity.history": READERS,
    "risk.index": LISTS,
    "risk.show": READERS,
    "system.list": LISTS,
    "system.show": READERS,
    "task.index": EVERYBODY,
    "task.show": {ANNA, BENT, DORTE},
    "wheel.show": REPORTS,
    "plan.show": REPORTS,
    "exporting.download": LISTS,
    "status.index": REPORTS,
    "status.show": REPORTS,
    "status.download": REPORTS,
    "admin.show": {DORTE, FRIDA},
    "organisation.index": {DORTE, FRIDA},
    "organisation.edit": {DORTE, FRIDA},
    "user.index": {DORTE, FRIDA},
    "user.show": {DORTE, FRIDA},
    "mail.index": {FRIDA},
    "mail.show": {FRIDA},
}
"""Pages that are read."""

WRITES: dict[str, set[str]] = {
    "activity.new": {ANNA, CARLA},
    "activity.edit": {ANNA},
    "importing.upload": {ANNA, CARLA},
    "system.new": {ANNA, CARLA},
    "system.edit": {ANNA},
    "admin.edit_municipality": {FRIDA},
    "organisation.new": {FRIDA},
    "organisation.choose_file": {FRIDA},
    "user.new": {FRIDA},
    "user.edit": {FRIDA},
}
"""Pages that hold a form and nothing else: they open only for those who may send it."""

POSTS: dict[str, set[str]] = {
    "auth.sign_out": EVERYBODY,
    "auth.change_password": EVERYBODY,
    "activity.create": {ANNA, CARLA},
    "activity.change": {ANNA},
    "activity.check": {ANNA, CARLA},
    "importing.receive": {ANNA, CARLA},
    "task_verb.start": {ANNA, BENT},
    "task_verb.reopen": {ANNA, BENT},
    "task_verb.assign": {ANNA, BENT},
    "task_verb.dismiss": {ANNA, BENT},
    "task_verb.complete": {ANNA, BENT},
    "task_verb.postpone": {ANNA, BENT},
    "activity.confirm_review": {ANNA},
    "system.create": {ANNA, CARLA},
    "system.change": {ANNA},
    "risk.assess": {ANNA},
    "admin.change_municipality_now": {FRIDA},
    "organisation.change": {FRIDA},
    "organisation.create": {FRIDA},
    "organisation.preview": {FRIDA},
    "user.invite": {FRIDA},
    "user.change": {FRIDA},
    "user.give_role": {FRIDA},
    "user.take_role": {FRIDA},
    "user.close": {FRIDA},
    "user.reopen": {FRIDA},
    "user.new_password": {FRIDA},
    "mail.try_again": {FRIDA},
}
"""Forms that are sent."""

TOKENS = {
    "answer.show",
    "answer.complete",
    "importing.preview",
    "importing.take_over",
    "importing.columns",
    "importing.choose",
    "importing.show",
    "organisation.take_over",
}
"""Addresses that nobody can guess, or that hold what one person has begun: the wrong one shows and does nothing."""
