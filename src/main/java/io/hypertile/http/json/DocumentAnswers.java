package io.hypertile.http.json;

import io.hypertile.http.ContentCodings;
import io.hypertile.http.GzipOutput;
import io.hypertile.http.ReadConditions;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Answers to requests that read a document with a tag. */
@Component
public final class DocumentAnswers {
  private final ContentCodings codings;

  DocumentAnswers(ContentCodings codings) {
    this.codings = codings;
  }

  /**
   * The document, or 304 when the client has it already.
   *
   * @param tag text of the tag of the document, without quotes
   * @throws io.hypertile.error.ServiceException {@code version-mismatch} if {@code If-Match} names
   *     another tag
   */
  public ResponseEntity<byte[]> of(HttpServletRequest request, byte[] document, String tag) {
    return of(request, document, tag, MediaType.APPLICATION_JSON);
  }

  /** The same for a document of another type. */
  public ResponseEntity<byte[]> of(
      HttpServletRequest request, byte[] document, String tag, MediaType type) {
    boolean gzip = codings.isGzip(request, true, document.length);
    String etag = '"' + tag + (gzip ? ".gzip\"" : "\"");
    boolean known = ReadConditions.isKnown(request, etag);
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .eTag(etag)
            .header(HttpHeaders.CACHE_CONTROL, ReadConditions.CACHE_CONTROL)
            .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    if (known) {
      return answer.build();
    }
    if (gzip) {
      answer.header(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    return answer.contentType(type).body(gzip ? gzip(document) : document);
  }

  private static byte[] gzip(byte[] document) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(document.length / 4);
    try (GzipOutput out = new GzipOutput(bytes)) {
      out.write(document);
      out.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
