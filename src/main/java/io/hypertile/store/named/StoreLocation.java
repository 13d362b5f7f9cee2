package io.hypertile.store.named;

import io.hypertile.error.ErrorCode;
import io.hypertile.error.ServiceException;
import io.hypertile.store.StorePrefix;
import io.hypertile.store.azure.AzureAddress;
import io.hypertile.store.gcs.GcsAddress;
import io.hypertile.store.http.HttpAddress;
import io.hypertile.store.s3.S3Address;
import io.hypertile.text.Quoting;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.util.Map;

/** Place of a store, as a URL names it. */
public sealed interface StoreLocation {
  /** A bucket of S3, or what is below a prefix in it. */
  record InS3(S3Address address) implements StoreLocation {}

  /** A bucket of Google Cloud Storage, or what is below a prefix in it. */
  record InGcs(GcsAddress address) implements StoreLocation {}

  /** A container of Azure Blob Storage, or what is below a prefix in it. */
  record InAzure(AzureAddress address) implements StoreLocation {}

  /** A directory of a server. */
  record OverHttp(HttpAddress address) implements StoreLocation {}

  /**
   * A directory of this machine.
   *
   * @param directory absolute and without detours
   */
  record InFiles(Path directory) implements StoreLocation {}

  /** The heap of this process. */
  record InMemory() implements StoreLocation {}

  /**
   * The place that a URL names.
   *
   * @throws ServiceException {@code invalid-name} if it names none
   */
  static StoreLocation parse(String url) {
    int colon = url.indexOf(':');
    return switch (colon < 0 ? "" : url.substring(0, colon)) {
      case "s3" -> new InS3(S3Address.parse(url));
      case "gs" -> new InGcs(GcsAddress.parse(url));
      case "az" -> new InAzure(AzureAddress.parse(url));
      case "http", "https" -> new OverHttp(HttpAddress.parse(url));
      case "file" -> new InFiles(directory(url));
      case "memory" -> memory(url);
      default ->
          throw refused(
              url,
              "A store has a URL that begins with s3://, gs://, az://, https://, http:// or"
                  + " file:///, or that is memory:.");
    };
  }

  private static Path directory(String url) {
    try {
      if (url.startsWith("file:///")) {
        return Path.of(URI.create(url)).normalize();
      }
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      // Refused below, as a URL of another form.
    }
    throw refused(url, "A store in files has a URL such as file:///srv/lake, with a whole path.");
  }

  private static StoreLocation memory(String url) {
    if (url.equals("memory:")) {
      return new InMemory();
    }
    throw refused(url, "A store in memory has the URL memory: and nothing behind it.");
  }

  private static ServiceException refused(String url, String detail) {
    // Text before an @ may be a password.
    String shown = url.substring(url.lastIndexOf('@') + 1);
    return new ServiceException(
        ErrorCode.INVALID_NAME, detail, Map.of("url", Quoting.shortened(shown, 300)), null);
  }

  /** Whether every call waits for a network. */
  default boolean isFarAway() {
    return switch (this) {
      case InS3 s3 -> true;
      case InGcs gcs -> true;
      case InAzure azure -> true;
      case OverHttp http -> true;
      case InFiles files -> false;
      case InMemory memory -> false;
    };
  }

  /** The URL without credentials, to be shown to operators. */
  default String shown() {
    return switch (this) {
      case InS3(S3Address at) -> "s3://" + at.bucket() + below(at.root());
      case InGcs(GcsAddress at) -> "gs://" + at.bucket() + below(at.root());
      case InAzure(AzureAddress at) ->
          "az://" + at.account() + "/" + at.container() + below(at.root());
      case OverHttp(HttpAddress at) -> at.base().toString();
      case InFiles(Path directory) -> "file://" + directory;
      case InMemory memory -> "memory:";
    };
  }

  private static String below(StorePrefix root) {
    return root.isRoot() ? "" : "/" + root.text();
  }
}
