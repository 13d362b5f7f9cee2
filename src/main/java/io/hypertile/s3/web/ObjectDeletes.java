package io.hypertile.s3.web;

import io.hypertile.error.ServiceException;
import io.hypertile.quota.Charge;
import io.hypertile.s3.DeleteRequest;
import io.hypertile.s3.ObjectAddress;
import io.hypertile.s3.S3Code;
import io.hypertile.s3.S3Failure;
import io.hypertile.s3.XmlAnswer;
import io.hypertile.s3.XmlBody;
import io.hypertile.s3.tree.TreeChanges;
import io.hypertile.s3.tree.TreeRules;
import io.hypertile.security.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Deletes objects, those of one collection that one request names by one commit. Thread-safe. */
final class ObjectDeletes {
  private final Buckets buckets;
  private final ObjectBodies bodies;
  private final TreeRules rules;

  ObjectDeletes(Buckets buckets, ObjectBodies bodies, TreeRules rules) {
    this.buckets = buckets;
    this.bodies = bodies;
    this.rules = rules;
  }

  /** Deletes an object; one that is absent counts as deleted. */
  void delete(ObjectAddress address, HttpServletRequest request) {
    Caller caller = Caller.of(request);
    buckets.require(address.bucket(), caller);
    Optional<Buckets.Place> place = buckets.place(address);
    if (place.isPresent()) {
      delete(List.of(place.get()), caller)
          .values()
          .forEach(failure -> {
            throw failure;
          });
    }
  }

  /**
   * Deletes objects of one collection.
   *
   * @return failures by key, of those that stay
   */
  private Map<String, ServiceException> delete(List<Buckets.Place> places, Caller caller) {
    Map<String, ServiceException> failed = new LinkedHashMap<>();
    try {
      Optional<Buckets.Found> found = buckets.findToChange(places.getFirst(), caller);
      if (found.isPresent()) {
        List<String> keys = new ArrayList<>();
        for (Buckets.Place place : places) {
          if (NewCollections.isForm(found.get().collection(), place.key())) {
            failed.put(place.key(), stays());
          } else {
            keys.add(place.key());
          }
        }
        new TreeChanges(found.get().tree(), rules).delete(keys);
        Charge.current().changed(places.getFirst().name());
      }
    } catch (ServiceException e) {
      places.forEach(place -> failed.put(place.key(), e));
    }
    return failed;
  }

  private static S3Failure stays() {
    return new S3Failure(
        S3Code.ACCESS_DENIED,
        "This document says what the collection is; remove the collection at /api/v1.");
  }

  /** Deletes the objects that a document names. */
  byte[] deleteAll(String bucket, HttpServletRequest request) {
    Caller caller = Caller.of(request);
    buckets.require(bucket, caller);
    DeleteRequest asked = DeleteRequest.parse(bodies.document(request, XmlBody.LONGEST));
    Map<String, List<Buckets.Place>> byCollection = new LinkedHashMap<>();
    Map<String, ServiceException> failed = new LinkedHashMap<>();
    for (String key : asked.keys()) {
      try {
        buckets
            .place(new ObjectAddress(bucket, ObjectAddress.requireKey(key)))
            .ifPresent(place ->
                byCollection.computeIfAbsent(place.name(), name -> new ArrayList<>()).add(place));
      } catch (ServiceException e) {
        failed.put(key, e);
      }
    }
    boolean isMany = buckets.hasMany(bucket);
    byCollection.forEach((name, places) ->
        delete(places, caller)
            .forEach((key, failure) -> failed.put(isMany ? name + "/" + key : key, failure)));
    return answer(asked, failed);
  }

  private static byte[] answer(DeleteRequest asked, Map<String, ServiceException> failed) {
    XmlAnswer answer = XmlAnswer.of("DeleteResult");
    for (String key : asked.keys()) {
      ServiceException failure = failed.get(key);
      if (failure != null) {
        answer
            .begin("Error")
            .add("Key", key)
            .add("Code", S3Failure.codeOf(failure).text())
            .add("Message", failure.detail())
            .end("Error");
      } else if (!asked.isQuiet()) {
        answer.begin("Deleted").add("Key", key).end("Deleted");
      }
    }
    return answer.bytes();
  }
}
