import type {Metafile} from 'esbuild';

export declare function bundle(root: string, folder: string): Promise<Metafile>;
export declare function packagesOf(metafile: Metafile): string[];
export declare function isLicenceText(name: string): boolean;
