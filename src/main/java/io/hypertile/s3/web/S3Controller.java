package io.hypertile.s3.web;

import io.hypertile.http.ServedPaths;
import io.hypertile.s3.ListRequest;
import io.hypertile.s3.ObjectAddress;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.s3.S3Query;
import io.hypertile.s3.XmlAnswer;
import io.hypertile.security.Caller;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Set;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** Reads which operation of the protocol a request is, as method and parameters tell. */
@Hidden
@RestController
@ConditionalOnProperty(name = "hypertile.s3.enabled", havingValue = "true")
final class S3Controller {
  /** Parameters that name something else of a bucket or an object. */
  private static final Set<String> OTHERS =
      Set.of(
          "acl",
          "attributes",
          "cors",
          "encryption",
          "legal-hold",
          "lifecycle",
          "logging",
          "notification",
          "object-lock",
          "policy",
          "replication",
          "restore",
          "retention",
          "select",
          "tagging",
          "torrent",
          "versions",
          "website");

  private final Buckets buckets;
  private final BucketLists lists;
  private final ObjectReads reads;
  private final ObjectWrites writes;
  private final ObjectDeletes deletes;

  S3Controller(
      Buckets buckets,
      BucketLists lists,
      ObjectReads reads,
      ObjectWrites writes,
      ObjectDeletes deletes) {
    this.buckets = buckets;
    this.lists = lists;
    this.reads = reads;
    this.writes = writes;
    this.deletes = deletes;
  }

  @RequestMapping(
      path = {S3Routes.ROOT, S3Routes.BELOW},
      method = {
        RequestMethod.GET,
        RequestMethod.HEAD,
        RequestMethod.PUT,
        RequestMethod.POST,
        RequestMethod.DELETE
      })
  void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
    ObjectAddress address =
        ObjectAddress.parse(ServedPaths.of(request).substring(S3Routes.ROOT.length()));
    S3Query query = S3Query.parse(request.getQueryString());
    OTHERS.stream()
        .filter(query::has)
        .findFirst()
        .ifPresent(name -> {
          throw notServed(name);
        });
    if (address.bucket().isEmpty()) {
      requireMethod(request, "GET", "HEAD");
      xml(lists.all(Caller.of(request)), response);
    } else if (address.isObject()) {
      object(address, query, request, response);
    } else {
      bucket(address.bucket(), query, request, response);
    }
  }

  private static S3Failure notServed(String what) {
    return new S3Failure(
        S3Code.NOT_IMPLEMENTED,
        "The operation " + what + " is not served: objects are read, listed, put and deleted.");
  }

  private static void requireMethod(HttpServletRequest request, String... methods) {
    if (!Set.of(methods).contains(request.getMethod())) {
      throw new S3Failure(
          S3Code.METHOD_NOT_ALLOWED, "This method is not served for what the address names.");
    }
  }

  private static void xml(byte[] document, HttpServletResponse response) throws IOException {
    response.setContentType(XmlAnswer.MEDIA_TYPE);
    response.setContentLength(document.length);
    response.getOutputStream().write(document);
  }

  private void object(
      ObjectAddress address,
      S3Query query,
      HttpServletRequest request,
      HttpServletResponse response)
      throws IOException {
    boolean isOfUpload = query.has("uploadId");
    switch (request.getMethod()) {
      case "GET", "HEAD" -> {
        if (isOfUpload) {
          throw notServed("uploadId");
        }
        reads.send(address, request, response);
      }
      case "PUT" -> {
        if (isOfUpload || query.has("partNumber")) {
          writes.putPart(address, query, request, response);
        } else {
          writes.put(address, request, response);
        }
      }
      case "POST" -> {
        if (isOfUpload) {
          xml(writes.complete(address, query, request), response);
        } else if (query.has("uploads")) {
          xml(writes.begin(address, request), response);
        } else {
          throw notServed("POST");
        }
      }
      default -> {
        if (isOfUpload) {
          writes.abort(address, query, request);
        } else {
          deletes.delete(address, request);
        }
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      }
    }
  }

  private void bucket(
      String bucket, S3Query query, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Caller caller = Caller.of(request);
    switch (request.getMethod()) {
      case "HEAD" -> buckets.require(bucket, caller);
      case "GET" -> xml(shown(bucket, query, caller), response);
      case "POST" -> {
        if (!query.has("delete")) {
          throw notServed("POST");
        }
        xml(deletes.deleteAll(bucket, request), response);
      }
      case "PUT" ->
          throw buckets.isThere(bucket, caller)
              ? new S3Failure(S3Code.BUCKET_TAKEN, "The bucket is there already.")
              : new S3Failure(
                  S3Code.NOT_IMPLEMENTED,
                  "Buckets are not made; put the zarr.json of a group to "
                      + Buckets.ALL
                      + "/NAME/zarr.json, or make a collection at /api/v1.");
      default ->
          throw new S3Failure(
              S3Code.METHOD_NOT_ALLOWED,
              "Buckets are not deleted; remove the collection at /api/v1.");
    }
  }

  private byte[] shown(String bucket, S3Query query, Caller caller) {
    if (query.has("location")) {
      buckets.require(bucket, caller);
      return XmlAnswer.of("LocationConstraint").bytes();
    }
    if (query.has("versioning")) {
      buckets.require(bucket, caller);
      return XmlAnswer.of("VersioningConfiguration").bytes();
    }
    if (query.has("uploads")) {
      throw notServed("uploads");
    }
    return lists.page(bucket, ListRequest.parse(query), caller);
  }
}
