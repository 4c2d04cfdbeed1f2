/** A Resource Manager error: `{"error": {"code", "message"}}` with a status. */
export class ArmError extends Error {
  override readonly name = 'ArmError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** 404 for a resource that does not exist, in Resource Manager's wording. */
export function resourceNotFound(type: string, name: string, resourceGroup: string): ArmError {
  return new ArmError(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${resourceGroup}' was not found. ` +
      'For more details please go to https://aka.ms/ARMResourceNotFoundFix',
  );
}

/** 404 for a packet capture. Source: azure-powershell, recording TestPacketCaptureVMSS. */
export function sessionNotFound(id: string): ArmError {
  return new ArmError(404, 'NotFound', `Resource ${id} not found.`);
}

/** 400 for an invalid body. */
export function invalidBody(message: string): ArmError {
  return new ArmError(400, 'InvalidRequestFormat', `Cannot parse the request. ${message}`);
}
