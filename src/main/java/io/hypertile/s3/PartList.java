package io.hypertile.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Parts that an object is to be made of.
 *
 * @param parts in ascending order of their numbers
 */
public record PartList(List<Named> parts) {
  /** The largest number of a part. */
  public static final int MOST = 10_000;

  /**
   * A part.
   *
   * @param number from 1
   * @param etag as it was answered, without quotes
   */
  public record Named(int number, String etag) {}

  /**
   * Reads the document of the request.
   *
   * @throws S3Failure if the bytes are not such a document, or the numbers do not ascend
   */
  public static PartList parse(byte[] bytes) {
    XmlBody body = XmlBody.parse(bytes, "CompleteMultipartUpload", "Part");
    List<Named> parts = new ArrayList<>();
    int last = 0;
    for (Map<String, String> entry : body.entries()) {
      int number = number(entry.getOrDefault("PartNumber", ""));
      if (number <= last) {
        throw new S3Failure(S3Code.INVALID_PART, "Parts are named in ascending order.");
      }
      last = number;
      parts.add(new Named(number, entry.getOrDefault("ETag", "").strip().replace("\"", "")));
    }
    if (parts.isEmpty()) {
      throw new S3Failure(S3Code.MALFORMED_XML, "The document names at least one part.");
    }
    return new PartList(List.copyOf(parts));
  }

  private static int number(String text) {
    try {
      int number = Integer.parseInt(text.strip());
      if (number >= 1 && number <= MOST) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below, like a number out of range.
    }
    throw new S3Failure(S3Code.INVALID_PART, "A part has a number from 1 to " + MOST + ".");
  }
}
