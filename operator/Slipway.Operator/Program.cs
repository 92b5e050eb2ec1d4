using Slipway.Api.Crds;

if (args is ["crds", var folder])
{
    foreach (var path in CustomResourceDefinitions.WriteTo(folder)) Console.WriteLine(path);
    return 0;
}

Console.Error.WriteLine("usage: slipway-operator crds <folder>");
return 2;
