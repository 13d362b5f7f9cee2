package io.hypertile.schema;

/**
 * Content of a collection. The kinds share one namespace and nothing else, so each is a permitted
 * type with members of its own.
 */
public sealed interface CollectionSchema permits ArraysSchema, PlacedSchema {}
