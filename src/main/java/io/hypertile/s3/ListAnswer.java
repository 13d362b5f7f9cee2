package io.hypertile.s3;

import io.hypertile.text.PercentEncoder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A page of keys.
 *
 * @param objects in ascending order of their keys
 * @param folders texts up to a slash, that slash included, ascending
 * @param next text where the next page begins; empty for the last
 */
public record ListAnswer(List<Listed> objects, List<String> folders, Optional<String> next) {
  /** Copies the lists. */
  public ListAnswer {
    objects = List.copyOf(objects);
    folders = List.copyOf(folders);
  }

  /** An object of the page. */
  public record Listed(String key, long size, String etag, Instant modified) {}

  /** The document of the page. */
  public byte[] toXml(String bucket, ListRequest request) {
    XmlAnswer answer =
        XmlAnswer.of("ListBucketResult")
            .add("Name", bucket)
            .add("Prefix", shown(request.prefix(), request))
            .add("MaxKeys", request.most())
            .add("KeyCount", objects.size() + folders.size())
            .add("IsTruncated", Boolean.toString(next.isPresent()));
    if (request.isByFolder()) {
      answer.add("Delimiter", "/");
    }
    if (request.isEncoded()) {
      answer.add("EncodingType", "url");
    }
    request.token().ifPresent(token -> answer.add("ContinuationToken", ListRequest.closed(token)));
    request.startAfter().ifPresent(key -> answer.add("StartAfter", shown(key, request)));
    next.ifPresent(mark -> answer.add("NextContinuationToken", ListRequest.closed(mark)));
    for (Listed object : objects) {
      answer
          .begin("Contents")
          .add("Key", shown(object.key(), request))
          .add("LastModified", object.modified().truncatedTo(ChronoUnit.MILLIS).toString())
          .add("ETag", object.etag())
          .add("Size", object.size())
          .add("StorageClass", "STANDARD")
          .end("Contents");
    }
    for (String folder : folders) {
      answer.begin("CommonPrefixes").add("Prefix", shown(folder, request)).end("CommonPrefixes");
    }
    return answer.bytes();
  }

  private static String shown(String key, ListRequest request) {
    return request.isEncoded() ? PercentEncoder.encode(key).replace("%2F", "/") : key;
  }
}
