package io.hypertile;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Keeps what is logged while a test runs, and prints it only if the test fails: most of it is about
 * faults that tests make on purpose. With {@code -Dhypertile.test.log=true} all of it is printed as
 * it comes.
 */
public final class TestLog extends AppenderBase<ILoggingEvent> {
  private static final int MOST = 500;
  private static final String PATTERN = "%d{HH:mm:ss.SSS} %5p [%t] %logger{30} : %m%n%ex";

  /** The latest entries, each as text; guarded by itself. */
  private static final Deque<String> ENTRIES = new ArrayDeque<>();

  private final PatternLayout layout = new PatternLayout();

  /** What was logged since the test began, 500 entries at most. */
  public static String text() {
    synchronized (ENTRIES) {
      return String.join("", ENTRIES);
    }
  }

  private static void clear() {
    synchronized (ENTRIES) {
      ENTRIES.clear();
    }
  }

  @Override
  public void start() {
    layout.setContext(getContext());
    layout.setPattern(PATTERN);
    layout.start();
    super.start();
  }

  @Override
  protected void append(ILoggingEvent event) {
    String text = layout.doLayout(event);
    synchronized (ENTRIES) {
      if (ENTRIES.size() == MOST) {
        ENTRIES.removeFirst();
      }
      ENTRIES.addLast(text);
    }
    if (Boolean.getBoolean("hypertile.test.log")) {
      System.out.print(text);
    }
  }

  /** Prints the log of a test that fails; also takes what goes to the logs of the JDK. */
  public static final class OfFailures
      implements BeforeAllCallback, BeforeEachCallback, TestWatcher {
    @Override
    public void beforeAll(ExtensionContext context) {
      if (!SLF4JBridgeHandler.isInstalled()) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
      }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
      clear();
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
      System.out.printf("Log of %s:%n%s", context.getDisplayName(), text());
    }
  }
}
