package io.hypertile.http.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.coyote.OutputBuffer;
import org.apache.coyote.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Memory goes past the buffers only where nothing can come between or before it. */
class DirectAnswerTest {
  private static final int COUNT = 1000;

  private final DirectBuffers buffers = new DirectBuffers(64, 64, false);
  private final Response response = new Response();
  private final DirectAnswer answer = new DirectAnswer(buffers, response);
  private final ByteBuffer bytes = ByteBuffer.allocateDirect(COUNT);
  private final List<ByteBuffer> sent = new ArrayList<>();

  /** Writes as the container's connections do: what does not fit the buffer is sent from it. */
  @BeforeEach
  void connect() {
    response.setOutputBuffer(
        new OutputBuffer() {
          @Override
          public int doWrite(ByteBuffer chunk) {
            int count = chunk.remaining();
            put(chunk);
            while (chunk.hasRemaining()) {
              buffers.configureWriteBufferForRead();
              ByteBuffer written = buffers.getWriteBuffer();
              sent.add(written);
              written.position(written.limit());
              put(chunk);
            }
            return count;
          }

          @Override
          public long getBytesWritten() {
            return 0;
          }
        });
    response.setContentLength(COUNT);
    response.setCommitted(true);
  }

  private void put(ByteBuffer chunk) {
    buffers.configureWriteBufferForWrite();
    ByteBuffer target = buffers.getWriteBuffer();
    int count = Math.min(chunk.remaining(), target.remaining());
    target.put(chunk.slice(chunk.position(), count));
    chunk.position(chunk.position() + count);
  }

  @Test
  void memoryIsSentInOnePieceAndCounted() throws IOException {
    assertThat(answer.isOpen()).isTrue();
    assertThat(answer.write(bytes)).isEqualTo(COUNT);
    assertThat(sent).hasSize(1).first().isSameAs(bytes);
    assertThat(response.getContentWritten()).isEqualTo(COUNT);
    assertThat(buffers.isWriteBufferEmpty()).isTrue();
    assertThat(buffers.getWriteBuffer()).isNotSameAs(bytes);
  }

  @Test
  void nothingIsSentBeforeTheHead() throws IOException {
    response.setCommitted(false);
    assertNothingSent(bytes);
  }

  @Test
  void nothingIsSentWithoutALengthOrBeyondIt() throws IOException {
    response.setContentLength(COUNT - 1);
    assertNothingSent(bytes);
    response.setContentLength(-1);
    assertThat(answer.isOpen()).isFalse();
    assertNothingSent(bytes);
  }

  @Test
  void nothingIsSentFromTheHeap() throws IOException {
    assertNothingSent(ByteBuffer.allocate(COUNT));
  }

  @Test
  void nothingIsSentBeforeBytesThatWait() throws IOException {
    put(ByteBuffer.wrap(new byte[] {1, 2, 3}));
    assertNothingSent(bytes);
    assertThat(buffers.isWriteBufferEmpty()).isFalse();
  }

  private void assertNothingSent(ByteBuffer some) throws IOException {
    assertThat(answer.write(some)).isZero();
    assertThat(some.remaining()).isEqualTo(COUNT);
    assertThat(sent).isEmpty();
    assertThat(response.getContentWritten()).isZero();
  }

  @Test
  void otherBytesThanThoseLentAreRefused() {
    assertThat(buffers.isLent(bytes)).isTrue();
    bytes.position(COUNT);
    assertThatThrownBy(buffers::configureWriteBufferForRead)
        .isInstanceOf(IllegalStateException.class);
    buffers.takeBack();
    buffers.configureWriteBufferForRead();
  }
}
