"""The table that tests/repo/test_routes.py plays: each endpoint and the personas it answers, for things in Social."""

ANNA, BENT, CARLA, DORTE, ERIK, FRIDA = "anna", "bent", "carla", "dorte", "erik", "frida"
EVERYBODY = {ANNA, BENT, CARLA, DORTE, ERIK, FRIDA}
READERS = {ANNA, BENT, CARLA, DORTE}
REPORTS = {ANNA, BENT, CARLA, DORTE, ERIK}

OPEN = {"static", "auth.sign_in", "auth.sign_in_now", "health.alive", "health.ready"}

READS: dict[str, set[str]] = {
    "home.show": EVERYBODY,
    "activity.list": READERS,
    "activity.show": READERS,
    "activity.history": READERS,
    "risk.index": READERS,
    "risk.show": READERS,
    "system.list": READERS,
    "system.show": READERS,
    "status.index": REPORTS,
    "status.show": REPORTS,
    "status.download": REPORTS,
    "admin.show": {DORTE, FRIDA},
    "organisation.index": {DORTE, FRIDA},
    "user.index": {DORTE, FRIDA},
    "user.show": {DORTE, FRIDA},
    "mail.index": {FRIDA},
    "mail.show": {FRIDA},
}
"""Pages that are read."""

WRITES: dict[str, set[str]] = {
    "activity.new": {ANNA, CARLA},
    "activity.edit": {ANNA},
    "system.new": {ANNA, CARLA},
    "system.edit": {ANNA},
    "admin.edit_municipality": {FRIDA},
    "organisation.edit": {FRIDA},
    "organisation.new": {FRIDA},
    "organisation.choose_file": {FRIDA},
    "user.new": {FRIDA},
    "user.edit": {FRIDA},
}
"""Pages that hold a form and nothing else: they open only for those who may send it."""

POSTS: dict[str, set[str]] = {
    "auth.sign_out": EVERYBODY,
    "activity.create": {ANNA, CARLA},
    "activity.change": {ANNA},
    "activity.check": {ANNA, CARLA},
    "activity.confirm_review": {ANNA},
    "system.create": {ANNA, CARLA},
    "system.change": {ANNA},
    "risk.assess": {ANNA},
    "admin.change_municipality_now": {FRIDA},
    "organisation.change": {FRIDA},
    "organisation.create": {FRIDA},
    "organisation.preview": {FRIDA},
    "organisation.take_over": {FRIDA},
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
