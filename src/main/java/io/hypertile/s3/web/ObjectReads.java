package io.hypertile.s3.web;

import io.hypertile.http.Admission;
import io.hypertile.http.AnswerRange;
import io.hypertile.s3.ObjectAddress;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.s3.tree.TreeObjects;
import io.hypertile.s3.tree.TreeRules;
import io.hypertile.security.Caller;
import io.hypertile.store.ByteRange;
import io.hypertile.store.Piece;
import io.hypertile.store.StoredObject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.apache.coyote.CloseNowException;

/** Answers requests for objects: all of one, or a range, of one state of it. Thread-safe. */
final class ObjectReads {
  private static final int BUFFER = 256 << 10;

  private final Buckets buckets;
  private final Admission admission;

  ObjectReads(Buckets buckets, Admission admission) {
    this.buckets = buckets;
    this.admission = admission;
  }

  /** Sends an object, or its headers alone for HEAD. */
  void send(ObjectAddress address, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Caller caller = Caller.of(request);
    buckets.require(address.bucket(), caller);
    Optional<Buckets.Found> found =
        buckets.place(address).flatMap(place -> buckets.find(place, caller));
    try (TreeObjects.Opened opened =
        found
            .flatMap(place -> new TreeObjects(place.tree()).open(place.key()))
            .orElseThrow(ObjectReads::absent)) {
      send(opened, request, response);
    }
  }

  private static S3Failure absent() {
    return new S3Failure(S3Code.NO_SUCH_KEY, "There is no object of this key.");
  }

  private void send(
      TreeObjects.Opened opened, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    StoredObject object = opened.object();
    String etag = ObjectTags.of(object.version());
    boolean isKnown = ObjectTags.isKnown(request, etag);
    response.setHeader("ETag", etag);
    response.setHeader("Accept-Ranges", "bytes");
    response.setDateHeader("Last-Modified", ObjectTags.modified(object).toEpochMilli());
    if (isKnown) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    response.setContentType(
        TreeRules.isDocument(object.key().text())
            ? "application/json"
            : "application/octet-stream");
    AnswerRange bytes = range(object, request, response);
    response.setContentLengthLong(bytes.size());
    if (request.getMethod().equals("HEAD") || bytes.size() == 0) {
      return;
    }
    try (Admission.Permit ignored = admission.enter(bytes.size())) {
      send(opened, bytes, response.getOutputStream());
    }
  }

  private static AnswerRange range(
      StoredObject object, HttpServletRequest request, HttpServletResponse response) {
    Optional<AnswerRange> part = AnswerRange.of(request, object.size());
    if (part.isEmpty()) {
      return new AnswerRange(0, object.size());
    }
    if (part.get().isUnsatisfiable()) {
      response.setHeader("Content-Range", "bytes */" + object.size());
      throw new S3Failure(
          S3Code.INVALID_RANGE,
          "The object has " + object.size() + " bytes, and none of those asked for.");
    }
    response.setStatus(HttpServletResponse.SC_PARTIAL_CONTENT);
    response.setHeader("Content-Range", part.get().contentRange(object.size()));
    return part.get();
  }

  private static void send(TreeObjects.Opened opened, AnswerRange bytes, OutputStream out)
      throws IOException {
    byte[] buffer = new byte[(int) Math.min(BUFFER, bytes.size())];
    for (long at = bytes.start(); at < bytes.stop(); at += buffer.length) {
      int length = (int) Math.min(buffer.length, bytes.stop() - at);
      MemorySegment target = MemorySegment.ofArray(buffer).asSlice(0, length);
      if (!opened.read(new Piece(new ByteRange.Span(at, length), target))) {
        // Clients see that bytes are missing, and read the object again.
        throw new CloseNowException("the object was replaced while it was sent");
      }
      out.write(buffer, 0, length);
    }
  }
}
