package io.hypertile.security;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request whose form has been read: the {@code GET} that it stands for, with its key. */
final class KeyedRead extends HttpServletRequestWrapper {
  private static final String AUTHORIZATION = "authorization";

  /** Headers of the body, which is not there any more. */
  private static final Set<String> OF_BODY = Set.of("content-type", "content-length");

  private final String credentials;

  KeyedRead(HttpServletRequest request, String key) {
    super(request);
    this.credentials = "Bearer " + key;
  }

  @Override
  public String getMethod() {
    return "GET";
  }

  @Override
  public @Nullable String getHeader(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals(AUTHORIZATION)) {
      return credentials;
    }
    return OF_BODY.contains(lower) ? null : super.getHeader(name);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.equals(AUTHORIZATION)) {
      return Collections.enumeration(List.of(credentials));
    }
    return OF_BODY.contains(lower) ? Collections.emptyEnumeration() : super.getHeaders(name);
  }

  @Override
  public Enumeration<String> getHeaderNames() {
    Set<String> names =
        Collections.list(super.getHeaderNames()).stream()
            .filter(name -> !OF_BODY.contains(name.toLowerCase(Locale.ROOT)))
            .collect(Collectors.toSet());
    names.add("Authorization");
    return Collections.enumeration(names);
  }

  @Override
  public @Nullable String getContentType() {
    return null;
  }

  @Override
  public int getContentLength() {
    return -1;
  }

  @Override
  public long getContentLengthLong() {
    return -1;
  }
}
