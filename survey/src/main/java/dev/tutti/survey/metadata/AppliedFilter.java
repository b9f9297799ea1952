package dev.tutti.survey.metadata;

/**
 * A filter that a channel's samples have passed, or are to be freed from.
 *
 * @param name of a filter in the survey's Filters
 * @param applied whether it is still in the samples
 * @param stage its place in the chain, from 1
 */
public record AppliedFilter(String name, boolean applied, int stage) {}
