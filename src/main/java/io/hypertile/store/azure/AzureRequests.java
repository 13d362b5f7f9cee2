package io.hypertile.store.azure;

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
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Requests of the REST interface.
 *
 * @param service address of the account's service, without a slash at the end
 */
record AzureRequests(AzureAddress address, URI service, AzureAccess.Identity identity) {
  private static final String VERSION = "2021-08-06";

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT);

  HttpCall find(StoreKey key) {
    return signed(call("HEAD", path(key), ""));
  }

  HttpCall open(StoreKey key, Optional<ObjectVersion> at) {
    HttpCall call = call("GET", path(key), "");
    return at.map(version -> call.with("If-Match", version.text())).orElse(call);
  }

  HttpCall put(StoreKey key, ObjectBody body, Condition condition) {
    HttpCall call = call("PUT", path(key), "").sending(body).with("x-ms-blob-type", "BlockBlob");
    return signed(
        switch (condition) {
          case Condition.Always always -> call;
          case Condition.Absent absent -> call.with("If-None-Match", "*");
          case Condition.At at -> call.with("If-Match", at.version().text());
        });
  }

  HttpCall delete(StoreKey key) {
    return signed(call("DELETE", path(key), ""));
  }

  HttpCall list(StorePrefix prefix, Optional<ListMark> after, int limit, Depth depth) {
    String below = address.full(prefix.isRoot() ? "" : prefix.text() + "/");
    String query =
        "restype=container&comp=list&maxresults="
            + limit
            + "&prefix="
            + value(below)
            + (depth == Depth.CHILDREN ? "&delimiter=%2F" : "")
            + after.map(mark -> "&marker=" + value(mark.text())).orElse("");
    return signed(call("GET", "/" + address.container(), query));
  }

  /** The request as the identity signs it, once it has all its headers. */
  HttpCall signed(HttpCall call) {
    UnaryOperator<HttpCall> signing =
        switch (identity) {
          case AzureAccess.Identity.AccountKey account ->
              new SharedKey(address.account(), account.key())::signed;
          case AzureAccess.Identity.SharedAccess access -> UnaryOperator.identity();
          case AzureAccess.Identity.Nobody nobody -> UnaryOperator.identity();
        };
    return signing.apply(call);
  }

  private String path(StoreKey key) {
    return "/" + address.container() + "/" + UrlPath.encoded(address.full(key.text()));
  }

  private static String value(String text) {
    return UrlPath.encoded(text).replace("/", "%2F");
  }

  private HttpCall call(String method, String path, String query) {
    String access =
        identity instanceof AzureAccess.Identity.SharedAccess shared ? shared.query() : "";
    String all = query.isEmpty() || access.isEmpty() ? query + access : query + "&" + access;
    return HttpCall.of(method, URI.create(service + path + (all.isEmpty() ? "" : "?" + all)))
        .with("x-ms-version", VERSION)
        .with("x-ms-date", DATE.format(ZonedDateTime.now(ZoneOffset.UTC)));
  }
}
