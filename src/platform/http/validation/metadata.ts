import type { MetadataStorage } from 'class-validator';

/** What class-validator keeps of one decorator at one field. */
export type ValidationMetadata = ReturnType<MetadataStorage['getTargetValidationMetadatas']>[number];

/** What class-validator keeps of the class that checks values. */
export type ConstraintMetadata = ReturnType<MetadataStorage['getTargetValidatorConstraints']>[number];
