// What the type checker is told about style sheets: importing one has no value.
declare module "*.scss";
