package io.hypertile.collection.web;

import io.hypertile.security.ApiKey;
import org.springframework.test.context.DynamicPropertyRegistry;

/** Keys of callers in the settings of a server. */
public final class ApiKeys {
  private ApiKeys() {}

  /**
   * Makes a key known.
   *
   * @param at its place among the keys
   * @param rights its scope, and the collections that it is for
   */
  public static void add(
      DynamicPropertyRegistry registry, int at, String name, String key, String... rights) {
    String prefix = "hypertile.security.api-keys[" + at + "].";
    registry.add(prefix + "name", () -> name);
    registry.add(prefix + "hash", () -> ApiKey.hash(key));
    registry.add(prefix + "scopes", () -> rights[0]);
    registry.add(prefix + "collections", () -> rights[1]);
  }
}
