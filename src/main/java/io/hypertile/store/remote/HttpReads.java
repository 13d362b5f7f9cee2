package io.hypertile.store.remote;

import io.hypertile.store.ByteRange;
import io.hypertile.store.ObjectVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Reads ranges by the rules of HTTP, which all protocols over it share. */
public final class HttpReads {
  private final HttpCalls calls;
  private final HttpDialect dialect;

  /** Reads over calls. */
  public HttpReads(HttpCalls calls, HttpDialect dialect) {
    this.calls = calls;
    this.dialect = dialect;
  }

  /** Sends a request of an object, with the header for the range. */
  public RemoteAnswer open(HttpCall call, Optional<ByteRange> range) {
    HttpCall ranged = range.map(bytes -> call.with("Range", header(bytes))).orElse(call);
    try {
      HttpAnswer answer = calls.send(ranged);
      boolean isKept = false;
      try {
        RemoteAnswer result = result(answer);
        isKept = result instanceof RemoteAnswer.Bytes;
        return result;
      } finally {
        if (!isKept) {
          answer.close();
        }
      }
    } catch (IOException e) {
      throw calls.unanswered(e);
    }
  }

  private RemoteAnswer result(HttpAnswer answer) throws IOException {
    if (dialect.isMissingObject(answer)) {
      return new RemoteAnswer.Absent();
    }
    return switch (answer.status()) {
      case 200, 206 -> bytes(answer);
      case 412 -> new RemoteAnswer.Changed(Optional.empty());
      case 416 ->
          new RemoteAnswer.Outside(answer.header("Content-Range").flatMap(ContentRange::sizeOnly));
      default -> throw dialect.refusal(answer).orElseGet(() -> calls.refused(answer.status()));
    };
  }

  private RemoteAnswer bytes(HttpAnswer answer) throws IOException {
    Optional<String> coding = answer.header("Content-Encoding");
    if (!dialect.isAsStored() && coding.filter(c -> !c.equals("identity")).isPresent()) {
      throw calls.senseless("The store answers with compressed bytes that were not asked for.");
    }
    long length =
        answer
            .length()
            .orElseThrow(() -> calls.senseless("The store does not say how long its answer is."));
    if (answer.status() == 206 && length == 0) {
      // In place of the status that a range behind the end should have.
      return new RemoteAnswer.Outside(Optional.empty());
    }
    ObjectVersion state =
        dialect
            .version(answer)
            .orElseThrow(() -> calls.senseless("The store does not name states of its objects."));
    InputStream body = answer.body(length);
    if (answer.status() == 200) {
      return new RemoteAnswer.Bytes(state, length, 0, length, body);
    }
    ContentRange range =
        answer
            .header("Content-Range")
            .flatMap(ContentRange::parse)
            .filter(r -> r.length() == length)
            .orElseThrow(() -> calls.senseless("The store does not say which bytes it gives."));
    return new RemoteAnswer.Bytes(state, range.size(), range.first(), length, body);
  }

  private static String header(ByteRange range) {
    return switch (range) {
      case ByteRange.Span span -> "bytes=" + span.offset() + "-" + (span.stop() - 1);
      case ByteRange.Suffix suffix -> "bytes=-" + suffix.length();
    };
  }
}
