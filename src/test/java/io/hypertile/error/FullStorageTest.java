package io.hypertile.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

/** Failures for want of room are known by what the system says, whatever its language. */
class FullStorageTest {
  private static final Path FULL = Path.of("/dev/full");

  @Test
  void writingToFullDeviceIsRecognised() throws IOException {
    assumeTrue(Files.exists(FULL), "only Linux has a device that is always full");
    try (FileChannel channel = FileChannel.open(FULL, StandardOpenOption.WRITE)) {
      Throwable failure = catchThrowable(() -> channel.write(ByteBuffer.wrap(new byte[1])));
      assertThat(failure).isInstanceOf(IOException.class);
      assertThat(FullStorage.isCauseOf(failure)).isTrue();
      assertThat(FullStorage.isCauseOf(new IOException("cells", failure))).isTrue();
    }
  }

  @Test
  void systemIsAskedForItsSentence() {
    assertThat(FullStorage.sentence(28)).isNotBlank();
    IOException failure = new FileSystemException("a", null, FullStorage.sentence(28));
    assertThat(FullStorage.isCauseOf(failure)).isTrue();
  }

  @Test
  void otherFailuresAreNotTakenForAFullDevice() {
    assertThat(FullStorage.isCauseOf(new NoSuchFileException("a"))).isFalse();
    assertThat(FullStorage.isCauseOf(new IOException())).isFalse();
    assertThat(FullStorage.isCauseOf(new IOException("Input/output error"))).isFalse();
  }
}
