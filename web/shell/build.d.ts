/** Version of the web app, put in by the build. */
declare const TIDEWAITER_VERSION: string;
