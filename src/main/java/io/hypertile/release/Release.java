package io.hypertile.release;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** The version of the program that runs. */
public final class Release {
  private static final String BUILD = "META-INF/build-info.properties";

  private static final String UNPACKED = "development";

  private Release() {}

  /** The version, such as {@code 1.4.0}; {@code development} where it runs from classes. */
  public static String version() {
    try (InputStream in = Release.class.getClassLoader().getResourceAsStream(BUILD)) {
      if (in == null) {
        return UNPACKED;
      }
      Properties build = new Properties();
      build.load(in);
      return build.getProperty("build.version", UNPACKED);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
