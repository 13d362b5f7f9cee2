package io.hypertile.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Objects to delete with one request.
 *
 * @param keys in the order of the request
 * @param isQuiet whether only what failed is to be told
 */
public record DeleteRequest(List<String> keys, boolean isQuiet) {
  private static final int MOST = 1_000;

  /**
   * Reads the document of the request.
   *
   * @throws S3Failure if the bytes are not such a document, or it has no key or more than 1,000
   */
  public static DeleteRequest parse(byte[] bytes) {
    XmlBody body = XmlBody.parse(bytes, "Delete", "Object");
    List<String> keys = new ArrayList<>();
    for (Map<String, String> entry : body.entries()) {
      String key = entry.get("Key");
      if (key == null || key.isEmpty()) {
        throw new S3Failure(S3Code.MALFORMED_XML, "Each Object of the document has a Key.");
      }
      keys.add(key);
    }
    if (keys.isEmpty() || keys.size() > MOST) {
      throw new S3Failure(
          S3Code.MALFORMED_XML,
          "The document names 1 to " + MOST + " objects; send more requests.");
    }
    return new DeleteRequest(
        List.copyOf(keys), "true".equalsIgnoreCase(body.texts().getOrDefault("Quiet", "").strip()));
  }
}
