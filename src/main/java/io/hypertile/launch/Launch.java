package io.hypertile.launch;

/**
 * Entry point of the jar, compiled for Java 17 so that an older Java gets a sentence instead of an
 * {@code UnsupportedClassVersionError}.
 */
public final class Launch {
  /** First Java feature release that can run the server. */
  static final int REQUIRED = 25;

  private static final int EXIT_USAGE = 64;

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
      Class.forName("io.hypertile.HypertileApplication")
          .getMethod("main", String[].class)
          .invoke(null, (Object) args);
    } catch (java.lang.reflect.InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
