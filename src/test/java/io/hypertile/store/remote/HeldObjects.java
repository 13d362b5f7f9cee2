package io.hypertile.store.remote;

import io.hypertile.store.StoreKey;
import io.hypertile.store.remote.FaultyServer.Answer;
import io.hypertile.store.remote.FaultyServer.Request;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Objects of a server, each with its tag, and the rules of HTTP for reading ranges of them. */
public final class HeldObjects {
  private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");

  /** Objects by full keys in the order of bytes; guarded by itself. */
  public final NavigableMap<String, Held> objects = new TreeMap<>(StoreKey::compare);

  /** An object. */
  public record Held(byte[] bytes, String tag) {}

  /** The answer to GET or HEAD by the rules of HTTP: conditions, ranges, tags. */
  public Answer get(String key, Request request, Answer absent) {
    Held held;
    synchronized (objects) {
      held = objects.get(key);
    }
    if (held == null) {
      return absent;
    }
    String wanted = request.header("if-match");
    if (!wanted.isEmpty() && !wanted.equals(held.tag)) {
      return Answer.of(412);
    }
    Map<String, String> headers = new HashMap<>();
    headers.put("ETag", held.tag);
    headers.put("Accept-Ranges", "bytes");
    Matcher range = RANGE.matcher(request.header("range"));
    return range.matches()
        ? part(held.bytes, range.group(1), range.group(2), headers)
        : new Answer(200, headers, held.bytes);
  }

  private static Answer part(byte[] bytes, String first, String last, Map<String, String> headers) {
    long size = bytes.length;
    long from = first.isEmpty() ? Math.max(0, size - Long.parseLong(last)) : Long.parseLong(first);
    long to = first.isEmpty() || last.isEmpty() ? size : Math.min(size, Long.parseLong(last) + 1);
    if (from >= to) {
      headers.put("Content-Range", "bytes */" + size);
      return new Answer(416, headers, new byte[0]);
    }
    headers.put("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + size);
    return new Answer(206, headers, java.util.Arrays.copyOfRange(bytes, (int) from, (int) to));
  }
}
