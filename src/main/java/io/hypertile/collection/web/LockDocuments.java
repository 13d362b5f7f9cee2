package io.hypertile.collection.web;

import io.hypertile.collection.HeldLocks;
import io.hypertile.engine.ForeignLock;
import io.hypertile.http.json.JsonAnswers;
import io.hypertile.lock.LockDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Locks as documents. */
final class LockDocuments {
  /** Length of the ids of arrays; other keys stand for parts of a collection. */
  private static final int ID_LENGTH = 36;

  private LockDocuments() {}

  static ObjectNode list(HeldLocks locks, Instant now) {
    ObjectNode document = JsonAnswers.object();
    ArrayNode items = document.putArray("items");
    locks.held().forEach(lock -> write(items.addObject(), lock, now));
    locks.files().forEach(file -> write(items.addObject(), file, now));
    return document;
  }

  private static void write(ObjectNode item, LockDescription lock, Instant now) {
    item.put("collection", lock.key().collection());
    String array = lock.key().array();
    item.put("array", array.length() == ID_LENGTH ? array : null);
    item.put("kind", lock.mode().name().toLowerCase(Locale.ROOT));
    item.put("holder", lock.holder());
    since(item, lock.since(), now);
    item.putNull("file");
    item.putNull("pid");
    item.putNull("tid");
    item.put("alive", true);
  }

  private static void write(ObjectNode item, ForeignLock file, Instant now) {
    item.put("collection", file.collection());
    item.put("array", file.array().orElse(null));
    item.put("kind", file.kind());
    item.put("holder", file.owner().program());
    since(item, file.since(), now);
    item.put("file", file.file());
    number(item, "pid", file.owner().pid());
    number(item, "tid", file.owner().tid());
    item.put("alive", file.owner().alive());
  }

  private static void number(ObjectNode item, String name, java.util.OptionalLong value) {
    if (value.isPresent()) {
      item.put(name, value.getAsLong());
    } else {
      item.putNull(name);
    }
  }

  private static void since(ObjectNode item, Instant since, Instant now) {
    item.put("since", since.toString());
    item.put("age_seconds", Math.max(0, Duration.between(since, now).toMillis()) / 1000.0);
  }
}
