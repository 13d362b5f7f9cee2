package io.hypertile.store.lease;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * State of a lease, as its object says. Immutable.
 *
 * @param epoch number of the holding, one more for each
 * @param isHeld whether somebody holds the lease
 * @param write name of the write that made this state, which no other has
 * @param done end of the work that was last done to the end; empty before the first
 */
record LeaseState(long epoch, boolean isHeld, String write, Optional<Instant> done) {
  /**
   * Of an object that says nothing which can be read: it counts as held, so that it is taken over
   * after the time of a lease.
   */
  static final LeaseState UNREADABLE = new LeaseState(0, true, "", Optional.empty());

  private static final int FORMAT = 1;
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The state of a lease that nobody held so far. */
  static LeaseState none() {
    return new LeaseState(0, false, "", Optional.empty());
  }

  /** The next holding. */
  LeaseState taken() {
    return new LeaseState(epoch + 1, true, next(), done);
  }

  /** The same holding for more time. */
  LeaseState renewed() {
    return new LeaseState(epoch, true, next(), done);
  }

  /** The lease given back. */
  LeaseState free(Optional<Instant> now) {
    return new LeaseState(epoch, false, next(), now.or(() -> done));
  }

  private static String next() {
    return UUID.randomUUID().toString();
  }

  byte[] bytes() {
    ObjectNode document = JSON.createObjectNode();
    document.put("format", FORMAT);
    document.put("epoch", epoch);
    document.put("held", isHeld);
    document.put("write", write);
    done.ifPresent(moment -> document.put("done", moment.toEpochMilli()));
    return JSON.writeValueAsBytes(document);
  }

  /** The state that bytes say. */
  static LeaseState of(byte[] bytes) {
    JsonNode document;
    try {
      document = JSON.readTree(bytes);
    } catch (JacksonException e) {
      return UNREADABLE;
    }
    long epoch = document.path("epoch").asLong(-1);
    if (document.path("format").asInt(0) != FORMAT
        || epoch < 0
        || epoch == Long.MAX_VALUE
        || !document.path("held").isBoolean()) {
      return UNREADABLE;
    }
    JsonNode done = document.path("done");
    return new LeaseState(
        epoch,
        document.path("held").asBoolean(),
        document.path("write").asString(""),
        done.canConvertToLong()
            ? Optional.of(Instant.ofEpochMilli(done.asLong()))
            : Optional.empty());
  }
}
