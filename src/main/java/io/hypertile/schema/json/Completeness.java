package io.hypertile.schema.json;

import io.hypertile.json.JsonCursor;
import java.util.Optional;

/** Members that have a default: whether a document may leave them out. */
public enum Completeness {
  /** Absent and null mean the default, as in what clients write. */
  DEFAULTS {
    @Override
    Optional<JsonCursor> find(JsonCursor at, String member, String accepted) {
      return at.findGiven(member);
    }
  },

  /** All members are there, as in what a program keeps. */
  FULL {
    @Override
    Optional<JsonCursor> find(JsonCursor at, String member, String accepted) {
      return Optional.of(at.require(member, accepted));
    }
  };

  /**
   * The member that has a default; empty where the default holds.
   *
   * @param accepted form of the missing member
   */
  abstract Optional<JsonCursor> find(JsonCursor at, String member, String accepted);
}
