package io.hypertile.store.http;

import io.hypertile.store.LoadedObject;
import io.hypertile.store.Store;
import io.hypertile.store.StoreKey;
import io.hypertile.store.remote.FaultyServer.Answer;
import io.hypertile.store.remote.FaultyServer.Request;
import io.hypertile.store.remote.HeldObjects;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** A server of files: answers with the objects of another store. */
final class FileRules implements Function<Request, Answer> {
  private static final String BASE = "/files/";

  private final Store files;
  private final Kind kind;

  /** What a server does with ranges and states. */
  enum Kind {
    /** Answers ranges, and holds tags against conditions. */
    FULL,
    /** Answers ranges, and does not look at conditions. */
    WITHOUT_CONDITIONS,
    /** Answers ranges, and has times in place of tags. */
    WITHOUT_TAGS,
    /** Answers with whole files. */
    WITHOUT_RANGES
  }

  FileRules(Store files, Kind kind) {
    this.files = files;
    this.kind = kind;
  }

  @Override
  public Answer apply(Request request) {
    if (!request.path().startsWith(BASE) || request.path().equals(BASE)) {
      return Answer.of(403);
    }
    StoreKey key = new StoreKey(request.path().substring(BASE.length()));
    Optional<LoadedObject> found = files.load(key, Integer.MAX_VALUE);
    if (found.isEmpty()) {
      return Answer.of(404);
    }
    String tag = "\"" + found.get().version() + "\"";
    HeldObjects held = new HeldObjects();
    held.objects.put(key.text(), new HeldObjects.Held(found.get().bytes(), tag));
    Map<String, String> headers = new HashMap<>(request.headers());
    switch (kind) {
      case FULL -> {}
      case WITHOUT_CONDITIONS, WITHOUT_TAGS -> headers.remove("if-match");
      case WITHOUT_RANGES -> headers.remove("range");
    }
    Answer answer =
        held.get(
            key.text(),
            new Request(request.method(), request.path(), "", headers, request.body()),
            Answer.of(404));
    if (kind != Kind.WITHOUT_TAGS) {
      return answer;
    }
    Map<String, String> times = new HashMap<>(answer.headers());
    times.remove("ETag");
    // A number where a date would be: a date has no parts of a second, and tests are faster.
    times.put("Last-Modified", found.get().version().text());
    return new Answer(answer.status(), times, answer.body());
  }
}
