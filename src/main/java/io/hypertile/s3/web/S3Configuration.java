package io.hypertile.s3.web;

import io.hypertile.collection.CollectionService;
import io.hypertile.engine.ObjectTrees;
import io.hypertile.http.Admission;
import io.hypertile.route.RouteTable;
import io.hypertile.s3.tree.BodySpool;
import io.hypertile.s3.tree.MultipartUploads;
import io.hypertile.s3.tree.TreeRules;
import io.hypertile.store.named.Stores;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Wires the protocol, where it is switched on; without it, its addresses are not there. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "hypertile.s3.enabled", havingValue = "true")
class S3Configuration {
  @Bean
  RouteTable s3Routes() {
    return new S3Routes();
  }

  @Bean
  S3Filter s3Filter() {
    return new S3Filter();
  }

  @Bean(destroyMethod = "close")
  MultipartUploads multipartUploads() {
    return new MultipartUploads();
  }

  @Bean
  Buckets s3Buckets(CollectionService collections, ObjectTrees trees, Stores stores) {
    return new Buckets(collections, trees, stores);
  }

  @Bean
  BucketLists s3Lists(Buckets buckets) {
    return new BucketLists(buckets);
  }

  @Bean
  ObjectBodies s3Bodies(BodySpool spool) {
    return new ObjectBodies(spool);
  }

  @Bean
  ObjectReads s3Reads(Buckets buckets, Admission admission) {
    return new ObjectReads(buckets, admission);
  }

  @Bean
  ObjectWrites.Settings s3Settings(TreeRules rules, Admission admission) {
    return new ObjectWrites.Settings(rules, admission);
  }

  @Bean
  NewCollections s3NewCollections(CollectionService collections, Buckets buckets, TreeRules rules) {
    return new NewCollections(collections, buckets, rules);
  }

  @Bean
  ObjectWrites s3Writes(
      Buckets buckets,
      NewCollections made,
      ObjectBodies bodies,
      MultipartUploads uploads,
      ObjectWrites.Settings settings) {
    return new ObjectWrites(buckets, made, bodies, uploads, settings);
  }

  @Bean
  ObjectDeletes s3Deletes(Buckets buckets, ObjectBodies bodies, TreeRules rules) {
    return new ObjectDeletes(buckets, bodies, rules);
  }
}
