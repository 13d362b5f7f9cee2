package io.hypertile.launch;

import java.nio.file.Path;

/**
 * Entry point of the jar, compiled for Java 17 so that an older Java gets a sentence instead of an
 * {@code UnsupportedClassVersionError}.
 */
public final class Launch {
  /** First Java feature release that can run the server. */
  static final int REQUIRED = 25;

  private static final int EXIT_USAGE = 64;

  /** The protocol of a class that lies in a jar within the jar. */
  private static final String NESTED = "jar";

  private Launch() {}

  /**
   * Starts the server, or explains which Java it needs and exits with status 64.
   *
   * @param args arguments handed on unchanged
   */
  public static void main(String[] args) throws Throwable {
    int found = Runtime.version().feature();
    if (found < REQUIRED) {
      System.err.println(
          "Hypertile needs Java "
              + REQUIRED
              + " or newer, this is Java "
              + found
              + " ("
              + System.getProperty("java.home")
              + ").");
      System.err.println(
          "Install a JDK " + REQUIRED + " and start the jar with its bin/java, or set JAVA_HOME.");
      System.exit(EXIT_USAGE);
    }
    try {
      if (isPackaged()) {
        Class.forName("io.hypertile.train.Restart")
            .getMethod("ifTrained", Path.class)
            .invoke(null, Path.of(System.getProperty("java.class.path")));
      }
      Class.forName("io.hypertile.HypertileApplication")
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (java.lang.reflect.InvocationTargetException e) {
      throw e.getCause();
    }
  }

  /** Whether this is the packaged jar and not the program unpacked. */
  private static boolean isPackaged() {
    return Launch.class
        .getProtectionDomain()
        .getCodeSource()
        .getLocation()
        .getProtocol()
        .equals(NESTED);
  }
}
