package io.hypertile.store.s3;

import io.hypertile.store.remote.FaultyServer.Answer;
import io.hypertile.store.remote.FaultyServer.Request;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Objects that are put in parts, by the rules of S3. */
final class S3Uploads {
  private static final Pattern PART =
      Pattern.compile("<PartNumber>(\\d+)</PartNumber>|<ETag>(.*?)</ETag>", Pattern.DOTALL);

  /** Parts by number, of each upload that is open. */
  private final Map<String, Map<Integer, byte[]>> open = new ConcurrentHashMap<>();

  private final AtomicInteger begun = new AtomicInteger();

  /** Number of uploads that were begun and neither completed nor given up. */
  int open() {
    return open.size();
  }

  /** Gives up all uploads that are open, as stores do with those that take long. */
  void giveUp() {
    open.clear();
  }

  /**
   * The answer to a request of an upload; null if it is none.
   *
   * @param put puts the whole object as a request of one part would
   */
  @Nullable Answer answer(Request request, Function<Request, Answer> put) {
    String upload = request.parameter("uploadId");
    if (request.method().equals("POST") && request.parameter("uploads") != null) {
      String made = "upload-" + begun.incrementAndGet();
      open.put(made, new TreeMap<>());
      return xml(
          "<InitiateMultipartUploadResult><UploadId>"
              + made
              + "</UploadId></InitiateMultipartUploadResult>");
    }
    if (upload == null) {
      return null;
    }
    Map<Integer, byte[]> parts = open.get(upload);
    if (parts == null) {
      return Answer.of(404, "application/xml", "<Error><Code>NoSuchUpload</Code></Error>");
    }
    return switch (request.method()) {
      case "PUT" -> {
        int number = Integer.parseInt(request.parameter("partNumber"));
        synchronized (parts) {
          parts.put(number, request.body());
        }
        yield new Answer(200, Map.of("ETag", "\"part-" + number + "\""), new byte[0]);
      }
      case "DELETE" -> {
        open.remove(upload);
        yield Answer.of(204);
      }
      default -> complete(upload, parts, request, put);
    };
  }

  private Answer complete(
      String upload, Map<Integer, byte[]> parts, Request request, Function<Request, Answer> put) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    Matcher named = PART.matcher(new String(request.body(), StandardCharsets.UTF_8));
    int last = 0;
    for (MatchResult match : named.results().filter(found -> found.group(1) != null).toList()) {
      int number = Integer.parseInt(match.group(1));
      byte[] part = parts.get(number);
      if (part == null || number <= last) {
        return Answer.of(400, "application/xml", "<Error><Code>InvalidPart</Code></Error>");
      }
      last = number;
      all.writeBytes(part);
    }
    Request whole = new Request("PUT", request.path(), "", request.headers(), all.toByteArray());
    Answer answer = put.apply(whole);
    if (answer.status() != 200) {
      return answer;
    }
    open.remove(upload);
    String tag = answer.headers().getOrDefault("ETag", "").replace("\"", "&quot;");
    return xml(
        "<CompleteMultipartUploadResult><ETag>" + tag + "</ETag></CompleteMultipartUploadResult>");
  }

  private static Answer xml(String text) {
    return Answer.of(200, "application/xml", text);
  }
}
