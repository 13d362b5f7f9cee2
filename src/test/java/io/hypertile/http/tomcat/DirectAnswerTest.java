package io.hypertile.http.tomcat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.coyote.ActionCode;
import org.apache.coyote.ActionHook;
import org.apache.coyote.OutputBuffer;
import org.apache.coyote.Response;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.test.util.ReflectionTestUtils;

/** Memory goes past the buffers only where nothing can come between, and the head before it. */
class DirectAnswerTest {
  private static final int COUNT = 1000;
  private static final byte[] HEAD = {1, 2, 3};

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
              send(buffers.waitingBefore(written));
              send(written);
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

  private void send(@Nullable ByteBuffer some) {
    if (some != null) {
      sent.add(some.duplicate());
      some.position(some.limit());
    }
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
    assertThat(sent).hasSize(1).first().isEqualTo(whole());
    assertThat(response.getContentWritten()).isEqualTo(COUNT);
    assertThat(buffers.isWriteBufferEmpty()).isTrue();
    assertThat(buffers.getWriteBuffer()).isNotSameAs(bytes);
  }

  private static ByteBuffer whole() {
    return ByteBuffer.allocateDirect(COUNT);
  }

  /** Has the container write a head when it is made, and do something besides. */
  private void makeHead(Runnable besides) {
    response.setCommitted(false);
    ActionHook hook =
        (code, ignored) -> {
          assertThat(code).isEqualTo(ActionCode.COMMIT);
          besides.run();
          put(ByteBuffer.wrap(HEAD));
        };
    ReflectionTestUtils.invokeMethod(response, "setHook", hook);
  }

  @Test
  void headIsMadeAndGoesWithTheFirstMemoryAlone() throws IOException {
    response.setContentLength(2 * COUNT);
    makeHead(() -> {});
    assertThat(answer.write(bytes)).isEqualTo(COUNT);
    assertThat(response.isCommitted()).isTrue();
    assertThat(answer.write(bytes.rewind())).isEqualTo(COUNT);
    assertThat(sent).containsExactly(ByteBuffer.wrap(HEAD), whole(), whole());
    assertThat(response.getContentWritten()).isEqualTo(2 * COUNT);
    assertThat(buffers.isWriteBufferEmpty()).isTrue();
  }

  @Test
  void headThatWaitsStaysWhereMemoryIsNotSentAtAll() throws IOException {
    response.setOutputBuffer(
        new OutputBuffer() {
          @Override
          public int doWrite(ByteBuffer chunk) {
            chunk.position(chunk.limit());
            return COUNT;
          }

          @Override
          public long getBytesWritten() {
            return 0;
          }
        });
    makeHead(() -> {});
    assertThat(answer.write(bytes)).isEqualTo(COUNT);
    assertThat(sent).isEmpty();
    buffers.configureWriteBufferForRead();
    assertThat(buffers.getWriteBuffer()).isEqualTo(ByteBuffer.wrap(HEAD));
  }

  @Test
  void nothingIsSentOfAnAnswerThatItsHeadSaysIsCompressed() throws IOException {
    makeHead(() -> response.setContentLength(-1));
    assertNothingSent(bytes);
    assertThat(response.isCommitted()).isTrue();
    assertThat(buffers.isWriteBufferEmpty()).isFalse();
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
  void bytesThatWaitGoBeforeMemoryThatIsLentAndNoOther() {
    put(ByteBuffer.wrap(HEAD));
    buffers.lend(bytes);
    assertThat(buffers.waitingBefore(whole())).isNull();
    assertThat(buffers.waitingBefore(bytes)).isEqualTo(ByteBuffer.wrap(HEAD));
    buffers.takeBack();
    assertThat(buffers.waitingBefore(bytes)).isNull();
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
    buffers.lend(bytes);
    bytes.position(COUNT);
    assertThatThrownBy(buffers::configureWriteBufferForRead)
        .isInstanceOf(IllegalStateException.class);
    buffers.takeBack();
    buffers.configureWriteBufferForRead();
  }
}
