package io.hypertile.error;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.Charset;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Tells failures of a file system that has no room, or of a user who may take no more of it, from
 * others. Java hands over only the system's sentence for the error number, in the language of the
 * process, so that the sentences are asked of the system itself.
 */
public final class FullStorage {
  private static final int NO_SPACE = 28;
  private static final int QUOTA_OF_LINUX = 122;
  private static final int QUOTA_OF_BSD = 69;

  private static final Set<String> SENTENCES = sentences();

  private FullStorage() {}

  /** Whether a failure, or one that caused it, is of storage without room. */
  public static boolean isCauseOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      if (SENTENCES.stream().anyMatch(text::contains)) {
        return true;
      }
    }
    return false;
  }

  private static Set<String> sentences() {
    Set<String> sentences = new LinkedHashSet<>();
    // Native calls are not allowed, or the sentence is Java's own.
    sentences.add("No space left on device");
    sentences.add("Disk quota exceeded");
    boolean isLinux = System.getProperty("os.name").equals("Linux");
    for (int number : new int[] {NO_SPACE, isLinux ? QUOTA_OF_LINUX : QUOTA_OF_BSD}) {
      String sentence = sentence(number);
      if (!sentence.isBlank()) {
        sentences.add(sentence);
      }
    }
    return Set.copyOf(sentences);
  }

  /** The system's sentence for an error number; empty if it cannot be asked. */
  @SuppressWarnings("restricted")
  static String sentence(int number) {
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle strerror =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("strerror"),
              FunctionDescriptor.of(
                  ValueLayout.ADDRESS.withTargetLayout(
                      MemoryLayout.sequenceLayout(Long.MAX_VALUE, ValueLayout.JAVA_BYTE)),
                  ValueLayout.JAVA_INT));
      MemorySegment text = (MemorySegment) strerror.invokeExact(number);
      return text.getString(0, Charset.forName(System.getProperty("native.encoding")));
    } catch (Throwable e) {
      System.getLogger(FullStorage.class.getName())
          .log(System.Logger.Level.DEBUG, "the sentence of error " + number + " is not known", e);
      return "";
    }
  }
}
