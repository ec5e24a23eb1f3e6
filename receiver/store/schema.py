"""The tables. Times are seconds since the epoch; the migrations bring a database to this shape and a test compares the two."""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

from receiver.store import plans

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _work_columns() -> list[Column[object]]:
    """Columns of a row that the worker picks up when it is due and leases while it works on it."""
    return [
        Column("due_s", Float, nullable=False),
        Column("claimed_until_s", Float, nullable=False, server_default=text("0")),
        Column("claimed_by", String(32), nullable=False, server_default=text("''")),  # token of the claim; see queue
        Column("interruptions", Integer, nullable=False, server_default=text("0")),
        Column("attempts", Integer, nullable=False, server_default=text("0")),
        Column("last_error", Text, nullable=False, server_default=text("''")),
        Column("failing_since_s", Float),
    ]


episodes = Table(
    "episodes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("status", String(16), nullable=False),
    Column("labels", JSON, nullable=False),
    Column("annotations", JSON, nullable=False),
    Column("starts_at_s", Float, nullable=False),
    Column("ends_at_s", Float),
    Column("first_seen_s", Float, nullable=False),
    Column("last_seen_s", Float, nullable=False),
    Column("state", String(16), nullable=False),  # open | closed | dead
    # The newest look, whether or not it is kept as an evaluation; times that it runs out are null when it does not.
    Column("looked_at_s", Float),
    Column("verdict", String(16)),
    Column("probability", Float),
    Column("runs_out_from_s", Float),
    Column("runs_out_at_s", Float),
    Column("runs_out_to_s", Float),
    Column("held_by", String(32)),
    Column("plan", Text),
    *_work_columns(),
    Index("ix_episodes_fingerprint_id", "fingerprint", "id"),
    Index("ix_episodes_state_due_s", "state", "due_s"),
    Index("ix_episodes_state_runs_out_at_s", "state", "runs_out_at_s"),
)
Index(
    "uq_episodes_open_fingerprint",
    episodes.c.fingerprint,
    unique=True,
    sqlite_where=episodes.c.state == "open",
    postgresql_where=episodes.c.state == "open",
)

evaluations = Table(
    "evaluations",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("episode_id", ForeignKey("episodes.id"), nullable=False, index=True),
    Column("at_s", Float, nullable=False),
    Column("catalog_hash", String(64), nullable=False),
    Column("verdict", String(16), nullable=False),
    Column("assessment", JSON, nullable=False),
    Column("target", String(512)),
    Column("plan", Text),
    Column("held_by", String(32)),
    Column("reason", Text, nullable=False),
    Column("situation", JSON),  # what the guards were asked about; see receiver.policy.record
)

approvals = Table(
    "approvals",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("episode_id", ForeignKey("episodes.id"), nullable=False),
    Column("forecast", String(128), nullable=False),
    *plans.columns(),
    Column("asked_at_s", Float, nullable=False),
    Column("act_by_s", Float, nullable=False),
    Column("answer", String(16)),
    Column("answered_by", String(128), nullable=False, server_default=text("''")),
    Column("answered_at_s", Float),
    Index("ix_approvals_episode_id_target", "episode_id", "target"),
)

# What the confidence check was asked, apart from the evaluation: it is large and given up first.
questions = Table(
    "questions",
    metadata,
    Column("evaluation_id", ForeignKey("evaluations.id"), primary_key=True),
    Column("asked", JSON, nullable=False),
    Column("series", LargeBinary, nullable=False),
    Column("size_bytes", Integer, nullable=False),
)

remediations = Table(
    "remediations",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("episode_id", ForeignKey("episodes.id"), nullable=False, index=True),
    Column("forecast", String(128), nullable=False),
    *plans.columns(),
    Column("state", String(16), nullable=False),
    Column("created_at_s", Float, nullable=False),
    Column("acted_at_s", Float),
    Column("lease_until_s", Float, nullable=False),
    Column("seen_at_s", Float, nullable=False),  # last time there was data to judge by
    Column("outcome", String(16)),
    Column("effect_at_s", Float),  # when it was first seen to help; null when it did not, or nobody looked in time
    Column("superseded_by", String(16), index=True),
    Column("note", Text, nullable=False),
    Column(
        "labels", JSON, nullable=False, server_default=text("'{}'")
    ),  # of its alert; the lease on the object has them, too
    Column("lowered_to", BigInteger),  # what is on loan after steps of giving back
    Column("lowering_to", BigInteger),  # where a step leads whose outcome is not known
    Column("expected", JSON(none_as_null=True)),  # what the forecast said when it was acted on
    *_work_columns(),
    Index("ix_remediations_target_created_at_s", "target", "created_at_s"),
    Index("ix_remediations_state_due_s", "state", "due_s"),
)
# One running remediation per target: the database refuses the second, whatever the code believes.
Index(
    "uq_remediations_running_target",
    remediations.c.target,
    unique=True,
    sqlite_where=remediations.c.state.in_(["intended", "acted"]),
    postgresql_where=remediations.c.state.in_(["intended", "acted"]),
)

# No foreign key: what came of a prediction outlives the episode that it was made in.
predictions = Table(
    "predictions",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("episode_id", Integer, nullable=False),
    Column("about", String(64), nullable=False),  # digest of forecast, severity and by-label values
    Column("forecast", String(128), nullable=False),
    Column("severity", String(64), nullable=False),
    Column("labels", JSON, nullable=False),
    Column("assessed_at_s", Float, nullable=False),
    Column("horizon_s", Float, nullable=False),
    Column("raw_probability", Float, nullable=False),
    Column("probability", Float, nullable=False),
    Column("weight", Float, nullable=False),
    Column("came", String(16), nullable=False),  # pending | crossed | stayed | remediated | unknown
    Column("due_s", Float, nullable=False),
    Column("settled_s", Float),
    Column("series", String(64), nullable=False, server_default=text("''")),  # as about, but for all severities
    Column("believed", Boolean, nullable=False, server_default=false()),
    Column("crossed_at_s", Float),
    Index("ix_predictions_came_due_s", "came", "due_s"),
    Index("ix_predictions_about_assessed_at_s", "about", "assessed_at_s"),
    Index("ix_predictions_forecast_severity_id", "forecast", "severity", "id"),
    Index("ix_predictions_settled_s", "settled_s"),
)

# Times at the limit that a look at all recorded series found, foreseen or not.
breaches = Table(
    "breaches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("forecast", String(128), nullable=False),
    Column("severities", JSON, nullable=False),  # those that could have foreseen it
    Column("series", String(64), nullable=False),
    Column("labels", JSON, nullable=False),
    Column("at_s", Float, nullable=False),
    Column("until_s", Float, nullable=False),
    UniqueConstraint("series", "at_s"),
    Index("ix_breaches_forecast_until_s", "forecast", "until_s"),
)

# What bounds a forecast's mode: the newest row counts, that of a person first.
mode_changes = Table(
    "mode_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("forecast", String(128), nullable=False),
    Column("number", Integer, nullable=False),
    Column("at_s", Float, nullable=False),
    Column("by", String(128), nullable=False),
    Column("pinned", Boolean, nullable=False),
    Column("mode", String(16)),
    Column("reason", Text, nullable=False),
    Column("evidence", JSON, nullable=False),
    Column("told", Boolean, nullable=False),
    UniqueConstraint("forecast", "number"),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("event_key", Text, nullable=False),
    Column("episode_id", ForeignKey("episodes.id")),  # none: it is about a forecast and not about an alert
    Column("kind", String(16), nullable=False),
    Column("notifier", String(32), nullable=False),
    Column("thread", Text, nullable=False),  # messages of one thread reach a notifier in order
    Column("effect", String(8), nullable=False),  # on the incident at the other end: opens, closes or nothing
    Column("route", Text, nullable=False),
    Column("body", JSON, nullable=False),
    Column("state", String(16), nullable=False),  # pending | sent | dead | folded: a digest tells it
    Column("created_s", Float, nullable=False),
    Column("sent_s", Float),
    Column("line", JSON(none_as_null=True)),  # what a digest says of it, null when none ever does
    Column("storm", Integer),  # the storm that it is folded into, the number of that storm's first episode
    *_work_columns(),
    UniqueConstraint("event_key", "notifier"),
    Index("ix_messages_notifier_state_due_s", "notifier", "state", "due_s"),
    Index("ix_messages_notifier_thread", "notifier", "thread"),
    Index("ix_messages_episode_id", "episode_id"),
    Index("ix_messages_notifier_route_created_s", "notifier", "route", "created_s"),
    Index("ix_messages_storm", "storm"),
)

# What a notifier needs to know of what it said about an episode, to go on where it stopped: a message's id at the other end.
conversations = Table(
    "conversations",
    metadata,
    Column("episode_id", ForeignKey("episodes.id"), primary_key=True),
    Column("notifier", String(32), primary_key=True),
    Column("route", Text, primary_key=True),
    Column("handle", JSON, nullable=False),
)

# One row: which database this is, so that a lost one is told apart from another receiver's.
births = Table(
    "births",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),  # 1
    Column("id", String(16), nullable=False),
    Column("at_s", Float, nullable=False),
)

# Sessions at the pages that somebody ended before their time.
ended_sessions = Table(
    "ended_sessions",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("until_s", Float, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("received_s", Float, nullable=False),
    Column("reason", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
)

switches = Table(
    "switches",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("set_at_s", Float, nullable=False),
)

switch_turns = Table(
    "switch_turns",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at_s", Float, nullable=False),
    Column("turned", String(8), nullable=False),  # on | off
    Column("reason", Text, nullable=False),
    Column("by", String(128), nullable=False),
)
