using Slipway.Demo;
using Slipway.Testing;

namespace Slipway.EndToEnd.Tests.BadInput;

/// <summary>Images that Slipway did not make: a shell script that follows the trainer contract, and a program that never ends.</summary>
internal sealed class OwnImages(string folder, string store)
{
    public const string Trainer = "own/trainer:1";
    public const string Patient = "own/patient:1";

    /// <summary>The built-in trainer with the libraries of its own image, where this machine's are older (<c>scripts/trixie</c>).</summary>
    public const string Shared = "own/shared:1";

    private string Script => Path.Combine(folder, "train.sh");

    /// <summary>File that the program that never ends waits for; its path tells the process from others.</summary>
    public string Patience => Path.Combine(folder, "patience");

    /// <summary>Where workers write what they were given, a file for each rank below the run's name.</summary>
    public string Workers => Path.Combine(folder, "workers");

    /// <summary>The images with their programs.</summary>
    public string[] Mapping => [$"own/trainer=/bin/sh {Script}", $"own/patient=tail -f {Patience}", $"own/shared={Path.Combine(Repository.Root, ".slipway", "trixie", "dotnet")} {DemoFolders.Program("Slipway.Trainer")}.dll"];

    public void Write()
    {
        Directory.CreateDirectory(folder);
        if (Directory.Exists(Workers)) Directory.Delete(Workers, recursive: true);
        File.WriteAllText(Patience, "");
        File.WriteAllText(Script, $$$"""
            # Follows docs/trainer-contract.md with nothing but a shell: "trains" by copying the model that the built-in trainer made.
            set -eu
            field() { sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p' "$SLIPWAY_SPEC" | head -n 1; }
            run=$(field run)
            output=$(field output)
            target=${output#file://}

            if [ -n "${WORLD_SIZE:-}" ]; then
              mkdir -p {{{Workers}}}/$run
              host=$(getent hosts "$MASTER_ADDR" | head -n 1 | cut -d' ' -f1)
              echo "world=$WORLD_SIZE nodes=$PET_NNODES node=$PET_NODE_RANK master=$MASTER_ADDR:$MASTER_PORT at ${host:-nowhere}" > {{{Workers}}}/$run/$RANK
              until [ "$(ls {{{Workers}}}/$run | wc -l)" = "$WORLD_SIZE" ]; do sleep 0.1; done
              [ "$RANK" = 0 ] || exit 0
            fi

            source=$(ls -d {{{store}}}/models/*/sample/v1/*/)
            mkdir -p "$target"
            cp "$source/model.onnx" "$target/model.onnx"
            digest=sha256:$(sha256sum "$target/model.onnx" | cut -d' ' -f1)
            echo '<!DOCTYPE html><title>Own model</title>' > "$target/card.html"
            card=sha256:$(sha256sum "$target/card.html" | cut -d' ' -f1)
            size=$(wc -c < "$target/model.onnx")
            sed -e "s#\"model\": *\"sample\"#\"model\":\"$(field model)\"#" -e "s#file://$source/*model.onnx#$output/model.onnx#" "$source/manifest.json" > "$target/manifest.json"
            printf '{"step":"train","outcome":"Succeeded","train":{"artifact":{"uri":"%s/model.onnx","digest":"%s","size":%s,"format":"ONNX"},"manifestUri":"%s/manifest.json","card":{"uri":"%s/card.html","digest":"%s"},"metrics":[{"metric":"roc_auc","split":"Test","value":0.9,"n":200}]}}' \
              "$output" "$digest" "$size" "$output" "$output" "$card" > "$target/result.json"
            cp "$target/result.json" "$SLIPWAY_TERMINATION_LOG"

            """);
    }
}
