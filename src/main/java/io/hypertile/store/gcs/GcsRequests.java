package io.hypertile.store.gcs;

import io.hypertile.store.Condition;
import io.hypertile.store.Depth;
import io.hypertile.store.ListMark;
import io.hypertile.store.ObjectBody;
import io.hypertile.store.ObjectVersion;
import io.hypertile.store.StoreKey;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.remote.HttpCall;
import io.hypertile.store.remote.UrlPath;
import java.net.URI;
import java.util.Optional;

/**
 * Requests of the JSON interface. States are generations, which no two states of a bucket share.
 *
 * @param endpoint address of the service, without a slash at the end
 */
record GcsRequests(GcsAddress address, URI endpoint, GcsTokens tokens) {
  /** Greater than any character that a key is likely to have behind a slash. */
  private static final String LAST = "\uDBFF\uDFFD";

  HttpCall find(StoreKey key) {
    return call("GET", object(key) + "?fields=size,generation");
  }

  HttpCall open(StoreKey key, Optional<ObjectVersion> at) {
    String condition = at.map(version -> "&ifGenerationMatch=" + generation(version)).orElse("");
    return call("GET", object(key) + "?alt=media" + condition).with("Accept-Encoding", "identity");
  }

  HttpCall put(StoreKey key, ObjectBody body, Condition condition) {
    String only =
        switch (condition) {
          case Condition.Always always -> "";
          case Condition.Absent absent -> "&ifGenerationMatch=0";
          case Condition.At at -> "&ifGenerationMatch=" + generation(at.version());
        };
    String path =
        "/upload/storage/v1/b/"
            + address.bucket()
            + "/o?uploadType=media&name="
            + segment(address.full(key.text()))
            + only;
    return call("POST", path).sending(body);
  }

  HttpCall delete(StoreKey key) {
    return call("DELETE", object(key));
  }

  /**
   * A list.
   *
   * @param after the mark of the page before; empty for the first page
   * @param token that of the answer before, when it gave nothing of use; empty without one
   */
  HttpCall list(
      StorePrefix prefix, Optional<ListMark> after, String token, int limit, Depth depth) {
    String below = address.full(prefix.isRoot() ? "" : prefix.text() + "/");
    return call(
        "GET",
        "/storage/v1/b/"
            + address.bucket()
            + "/o?maxResults="
            + limit
            + "&fields=prefixes,items(name,size,generation),nextPageToken&prefix="
            + segment(below)
            + (depth == Depth.CHILDREN ? "&delimiter=%2F" : "")
            + after.map(mark -> "&startOffset=" + segment(start(mark.text()))).orElse("")
            + (token.isEmpty() ? "" : "&pageToken=" + segment(token)));
  }

  /** Start of a page that follows a mark and everything that the mark covers as a prefix. */
  private String start(String mark) {
    // The first text behind a key: the start itself is listed, and no key has such a character.
    return address.full(mark + (mark.endsWith("/") ? LAST : "\u0001"));
  }

  /** The generation of a version; for a text of another form, a generation that never existed. */
  private static String generation(ObjectVersion version) {
    return version.text().matches("\\d{1,19}") ? version.text() : "1";
  }

  private String object(StoreKey key) {
    return "/storage/v1/b/" + address.bucket() + "/o/" + segment(address.full(key.text()));
  }

  private static String segment(String text) {
    return UrlPath.encoded(text).replace("/", "%2F");
  }

  private HttpCall call(String method, String path) {
    HttpCall call = HttpCall.of(method, URI.create(endpoint + path));
    return tokens.authorization().map(value -> call.with("Authorization", value)).orElse(call);
  }
}
